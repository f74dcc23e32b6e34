// purpose: read the keys of all records
// params: none
// returns: key
MATCH (n:Record)
RETURN n.key AS key
