"""An analyst's tables of weights: of the rates of a rating, and of the successors of a commune that was split."""


def rating_weights(folder, *rows):
    return _write(folder, "indicator,weight,full_at_pct", rows)


def successor_weights(folder, *rows):
    return _write(folder, "old_code,new_code,weight", rows)


def _write(folder, head, rows):
    path = folder / "weights.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path
