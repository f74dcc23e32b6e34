// Households known to several agencies: how many, by the number of agencies
// :param agencies => 3
MATCH (h:Household) WHERE h.agencies >= $agencies
WITH h.agencies AS agencies, count(*) AS households WHERE households >= 5
RETURN agencies, households ORDER BY agencies
