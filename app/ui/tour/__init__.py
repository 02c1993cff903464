"""The guided tour: the program's own windows, driven by keys and clicks through the 27 activities."""
