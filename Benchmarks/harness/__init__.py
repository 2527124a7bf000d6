"""What `Benchmarks/run` is made of: it runs proxies side by side and writes down what they cost."""
