// purpose: say which of these Touchpoint nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Touchpoint {key: key})
RETURN collect([n.key]) AS packed
