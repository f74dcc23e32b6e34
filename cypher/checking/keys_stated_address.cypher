// purpose: name all StatedAddress nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:StatedAddress)
RETURN n.key AS key
