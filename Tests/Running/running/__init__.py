"""What suites in Python that run a Cordon of their own share."""
