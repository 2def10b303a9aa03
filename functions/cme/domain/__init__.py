"""The pure core: values in, decisions out. Nothing here reads a clock, a file or the network."""
