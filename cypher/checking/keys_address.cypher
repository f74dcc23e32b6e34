// purpose: name all Address nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Address)
RETURN n.id AS key
