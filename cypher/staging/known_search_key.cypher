// purpose: say which of these SearchKey nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:SearchKey {key: key})
RETURN collect([n.key]) AS packed
