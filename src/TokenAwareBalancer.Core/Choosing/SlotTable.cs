namespace TokenAwareBalancer.Choosing;

/// <summary>What a policy keeps of each backend, by its slot; the default for those not met yet.</summary>
internal sealed class SlotTable<T>
{
    private T[] _items = [];

    public ref T this[int slot]
    {
        get
        {
            if (_items.Length <= slot)
                Array.Resize(ref _items, slot + 1);
            return ref _items[slot];
        }
    }

    public Span<T> Items => _items;
}
