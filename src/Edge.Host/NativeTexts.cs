using System.Runtime.InteropServices;

namespace Edge.Host;

/// <summary>Texts as C wants them: pointers to UTF-8 with a zero behind, and a null pointer behind the last.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly int _count;

    public NativeTexts(string[] texts)
    {
        _count = texts.Length;
        Pointer = (nint*)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(nint));
        for (int i = 0; i < _count; i++) { Pointer[i] = Marshal.StringToCoTaskMemUTF8(texts[i]); }
    }

    public nint* Pointer { get; }

    public void Dispose()
    {
        for (int i = 0; i < _count; i++) { Marshal.FreeCoTaskMem(Pointer[i]); }
        NativeMemory.Free(Pointer);
    }
}
