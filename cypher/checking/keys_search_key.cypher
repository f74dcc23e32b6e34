// purpose: name all SearchKey nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:SearchKey)
RETURN n.key AS key
