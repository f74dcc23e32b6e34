// purpose: drop the index of Household nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_household IF EXISTS
