// purpose: name all Person nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Person)
RETURN n.id AS key
