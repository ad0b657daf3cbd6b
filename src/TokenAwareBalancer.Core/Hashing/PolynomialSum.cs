namespace TokenAwareBalancer.Hashing;

/// <summary>A polynomial being evaluated, as Poly1305 does, in 64-bit limbs.</summary>
/// <remarks>
/// <c>h ← (h + m + 2¹²⁸) · r mod 2¹³⁰ − 5</c> for each 128-bit coefficient <c>m</c>. Two different sequences of at most
/// <c>n</c> coefficients give one result, or a given difference modulo 2¹²⁸, under <c>8n / 2¹⁰⁶</c> of all points
/// (Bernstein, <i>The Poly1305-AES message-authentication code</i>, theorem 3.3).
/// </remarks>
internal struct PolynomialSum
{
    private ulong _low;
    private ulong _high;
    private ulong _top;

    public void Add(in PolynomialPoint point, ulong low, ulong high)
    {
        AddToSum(low, high, 1);
        var lowest = Math.BigMul(_low, point.Low) + Math.BigMul(_high, point.HighFolded);
        var middle = Math.BigMul(_low, point.High) + Math.BigMul(_high, point.Low) + (_top * point.HighFolded)
            + (ulong)(lowest >> 64);
        var top = (_top * point.Low) + (ulong)(middle >> 64);
        (_low, _high, _top) = ((ulong)lowest, (ulong)middle, top & 3);
        // What is above 2¹³⁰ comes back five times.
        AddToSum((top >> 2) + (top & ~3UL), 0, 0);
    }

    public readonly ContentHash Finish()
    {
        var reduced = this;
        reduced.AddToSum(5, 0, 0);
        return reduced._top >= 4 ? new(reduced._high, reduced._low) : new(_high, _low);
    }

    private void AddToSum(ulong low, ulong high, ulong top)
    {
        _low += low;
        var carry = _low < low ? 1UL : 0;
        _high += high;
        var topCarry = _high < high ? 1UL : 0;
        _high += carry;
        topCarry += _high < carry ? 1UL : 0;
        _top += top + topCarry;
    }
}
