namespace TokenAwareBalancer.Choosing;

/// <summary>The mean of a number over the candidates of each class.</summary>
/// <remarks>A fleet has few classes, and neighbours are often of the same: the last one found is tried first.</remarks>
internal sealed class ClassMeans
{
    private (string Class, double Sum, int Count)[] _classes = new (string, double, int)[4];
    private int _count;
    private int _last;

    public void Clear() => (_count, _last) = (0, 0);

    /// <summary>Counts one in; what comes back is the place of its class until all is cleared.</summary>
    public int Add(string name, double value)
    {
        var place = Find(name);
        if (place == _count)
        {
            if (_count == _classes.Length)
                Array.Resize(ref _classes, 2 * _count);
            _classes[_count++] = (name, 0, 0);
        }

        ref var found = ref _classes[place];
        found.Sum += value;
        found.Count++;
        return place;
    }

    /// <param name="place">Of a class, from <see cref="Add"/>.</param>
    public double Of(int place) => _classes[place].Sum / _classes[place].Count;

    private int Find(string name)
    {
        if (_last < _count && ReferenceEquals(_classes[_last].Class, name))
            return _last;
        _last = 0;
        while (_last < _count && _classes[_last].Class != name)
            _last++;
        return _last;
    }
}
