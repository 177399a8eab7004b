"""How sure a score is: intervals, comparisons, tie groups. Arrays in, numbers out; numpy and scipy load on use."""
