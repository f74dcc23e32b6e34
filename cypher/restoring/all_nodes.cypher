// purpose: read every node with its label
// params: none
// returns: label, properties
MATCH (n)
RETURN labels(n)[0] AS label, properties(n) AS properties
