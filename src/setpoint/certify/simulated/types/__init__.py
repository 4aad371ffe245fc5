"""The simulated types, one small declaration a file, found by discovery: no list names them."""
