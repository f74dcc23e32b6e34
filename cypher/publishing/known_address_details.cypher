// purpose: say which of these AddressDetails nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:AddressDetails {key: key})
RETURN collect([n.key]) AS packed
