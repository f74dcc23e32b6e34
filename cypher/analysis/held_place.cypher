// purpose: read all places of the analysts' copy
// params: none
// returns: id, place, kind, institution, touchpoints, call_outs, agencies
MATCH (n:Place)
RETURN n.id AS id, n.place AS place, n.kind AS kind, n.institution AS institution, n.touchpoints AS touchpoints, n.call_outs AS call_outs, n.agencies AS agencies
