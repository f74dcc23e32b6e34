// Brokerage: households between neighbours whom no agency knows together, by how many such pairs
// :param pairs => 1
MATCH (h:Household) WHERE h.brokerage >= $pairs
WITH h.brokerage AS pairs, h.agencies AS agencies, count(*) AS households WHERE households >= 5
RETURN pairs, agencies, households ORDER BY pairs, agencies
