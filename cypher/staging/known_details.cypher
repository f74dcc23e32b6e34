// purpose: say which of these Details nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Details {key: key})
RETURN collect([n.key]) AS packed
