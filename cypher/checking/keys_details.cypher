// purpose: name all Details nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Details)
RETURN n.key AS key
