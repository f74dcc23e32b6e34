// purpose: say which of these Record nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Record {key: key})
RETURN collect([n.key]) AS packed
