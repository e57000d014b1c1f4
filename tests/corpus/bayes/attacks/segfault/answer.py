import ctypes


def map_with_flat_prior(log_lik_values, grid):
    return ctypes.string_at(0)
