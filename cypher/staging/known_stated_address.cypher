// purpose: say which of these StatedAddress nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:StatedAddress {key: key})
RETURN collect([n.key]) AS packed
