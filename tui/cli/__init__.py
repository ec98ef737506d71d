"""The command line: verbs and options in, sentences and exit codes out."""
