// purpose: read all components of the analysts' copy
// params: none
// returns: id, households, ties, density, bridges, agencies
MATCH (n:Component)
RETURN n.id AS id, n.households AS households, n.ties AS ties, n.density AS density, n.bridges AS bridges, n.agencies AS agencies
