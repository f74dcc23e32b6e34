// purpose: say which of these Identifier nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Identifier {key: key})
RETURN collect([n.key]) AS packed
