// purpose: name all Professional nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Professional)
RETURN n.key AS key
