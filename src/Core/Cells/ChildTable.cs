using System.Diagnostics.CodeAnalysis;

namespace Actors;

/// <summary>An actor's children by name: a short row for a few, which most parents have, and a dictionary for more. Not thread-safe.</summary>
internal sealed class ChildTable
{
    /// <summary>Beyond it, comparing names one by one costs more than hashing them.</summary>
    private const int MostInRow = 12;

    private Cell[] _row = new Cell[4];
    private int _inRow;
    private Dictionary<string, Cell>? _byName; // once made, it holds all

    internal int Count => _byName?.Count ?? _inRow;

    /// <summary>False if the name is taken.</summary>
    internal bool TryAdd(Cell child)
    {
        if (_byName is not null) return _byName.TryAdd(child.Name, child);
        if (IndexOf(child.Name) >= 0) return false;
        if (_inRow == MostInRow)
        {
            _byName = new Dictionary<string, Cell>(MostInRow + 1);
            foreach (var known in _row.AsSpan(0, _inRow)) _byName.Add(known.Name, known);
            (_row, _inRow) = ([], 0);
            return _byName.TryAdd(child.Name, child);
        }

        if (_inRow == _row.Length) Array.Resize(ref _row, Math.Min(2 * _inRow, MostInRow));
        _row[_inRow++] = child;
        return true;
    }

    internal bool TryGet(string name, [MaybeNullWhen(false)] out Cell child)
    {
        if (_byName is not null) return _byName.TryGetValue(name, out child);
        int index = IndexOf(name);
        child = index < 0 ? null : _row[index];
        return index >= 0;
    }

    /// <summary>False if this very child is not there.</summary>
    internal bool Remove(Cell child)
    {
        if (!TryGet(child.Name, out var held) || !ReferenceEquals(held, child)) return false;
        if (_byName is not null) return _byName.Remove(child.Name);
        int index = IndexOf(child.Name);
        _row[index] = _row[--_inRow];
        _row[_inRow] = null!;
        return true;
    }

    internal Cell[] ToArray() => _byName is not null ? [.. _byName.Values] : _row.AsSpan(0, _inRow).ToArray();

    private int IndexOf(string name)
    {
        for (int i = 0; i < _inRow; i++)
        {
            if (_row[i].Name == name) return i;
        }

        return -1;
    }
}
