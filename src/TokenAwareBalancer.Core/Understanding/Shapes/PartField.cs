namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>The fields of a content part that may hold text.</summary>
[Flags]
internal enum PartField
{
    None = 0,
    Text = 1 << 0,
    Refusal = 1 << 1,
    Thinking = 1 << 2,
    Name = 1 << 3,
    Input = 1 << 4,
    Content = 1 << 5,
    Source = 1 << 6,
    Title = 1 << 7,
    Context = 1 << 8,
}
