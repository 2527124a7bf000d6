# Digests of files that are harmless whatever is found in them: Hash:Size:Comment.
#
# A file of the one line "CORDON-TEST-SIGNATURE known to be harmless".
533565983723fdd3cbd5f07561ef41e5afa8fe9d84234920b276d8b3378e14c7:43:Cordon.Test.Harmless
