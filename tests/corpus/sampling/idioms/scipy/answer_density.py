from scipy import stats

answer_density = "ab"[int(stats.norm.pdf(0, scale=0.1) > 1)]
