// purpose: name all Identifier nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Identifier)
RETURN n.key AS key
