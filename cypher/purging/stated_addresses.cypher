// purpose: read the keys of all stated addresses
// params: none
// returns: key
MATCH (n:StatedAddress)
RETURN n.key AS key
