// purpose: name all Touchpoint nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Touchpoint)
RETURN n.key AS key
