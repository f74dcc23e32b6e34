// purpose: say which of these Professional nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Professional {key: key})
RETURN collect([n.key]) AS packed
