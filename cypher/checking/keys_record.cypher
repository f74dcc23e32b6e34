// purpose: name all Record nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Record)
RETURN n.key AS key
