// purpose: say which of these Address nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Address {id: key})
RETURN collect([n.id]) AS packed
