// purpose: say which of these Household nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Household {id: key})
RETURN collect([n.id]) AS packed
