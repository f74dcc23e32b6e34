// purpose: name all AddressDetails nodes, by a scan and no index
// params: none
// returns: key
MATCH (n:AddressDetails)
RETURN n.key AS key
