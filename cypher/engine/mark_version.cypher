// purpose: note which migrations and which constraints a graph has
// params: number, constraints
// returns: nothing
MERGE (v:Version {key: 'graph'})
SET v.number = $number, v.constraints = $constraints
