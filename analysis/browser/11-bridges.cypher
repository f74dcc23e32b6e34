// Bridges: households whose tie alone joins two groups of households, by the number of agencies that know them
// :param bridges => 1
MATCH (h:Household) WHERE h.bridges >= $bridges
WITH h.agencies AS agencies, count(*) AS households WHERE households >= 5
RETURN agencies, households ORDER BY agencies
