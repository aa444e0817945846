namespace Actors;

/// <summary>Letters aside of the queue, taken from either end.</summary>
internal sealed class LetterDeque<T>
{
    private Letter<T>[] _ring = new Letter<T>[4];
    private int _first;

    internal int Count { get; private set; }

    internal void AddLast(in Letter<T> letter)
    {
        MakeRoom();
        _ring[Place(Count++)] = letter;
    }

    internal void AddFirst(in Letter<T> letter)
    {
        MakeRoom();
        _first = Place(_ring.Length - 1);
        _ring[_first] = letter;
        Count++;
    }

    internal Letter<T> TakeFirst()
    {
        var letter = _ring[_first];
        _ring[_first] = default;
        _first = Place(1);
        Count--;
        return letter;
    }

    internal Letter<T> TakeLast()
    {
        ref var place = ref _ring[Place(--Count)];
        var letter = place;
        place = default;
        return letter;
    }

    private int Place(int index) => (_first + index) % _ring.Length;

    private void MakeRoom()
    {
        if (Count < _ring.Length) return;
        var larger = new Letter<T>[_ring.Length * 2];
        for (int i = 0; i < Count; i++) larger[i] = _ring[Place(i)];
        (_ring, _first) = (larger, 0);
    }
}
