// purpose: name all Household nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:Household)
RETURN n.id AS key
