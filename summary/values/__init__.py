"""One module a kind: values as users have them in, ``Summary.Value`` out."""
