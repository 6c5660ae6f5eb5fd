"""One module a kind: the bytes of one value of a log, brought to one canonical form. Every old encoding ends here."""
