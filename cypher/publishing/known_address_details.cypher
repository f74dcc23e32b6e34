// purpose: say which of these AddressDetails nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:AddressDetails {key: key})
RETURN n.key AS key
