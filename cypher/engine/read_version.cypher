// purpose: read which migrations and which constraints a graph has
// params: none
// returns: number, constraints
MATCH (v:Version {key: 'graph'})
RETURN v.number AS number, v.constraints AS constraints
