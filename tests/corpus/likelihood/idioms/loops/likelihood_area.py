def likelihood_area(heads, tails):
    for name, count in (("heads", heads), ("tails", tails)):
        if count < 0 or count % 1 != 0:
            raise ValueError(f"{name} is no count: {count}")
    area = 1 / (heads + tails + 1)
    for i in range(1, int(heads) + 1):
        area *= i / (tails + i)
    return area
